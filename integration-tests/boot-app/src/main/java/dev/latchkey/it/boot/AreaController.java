package dev.latchkey.it.boot;

import dev.latchkey.it.app.FrontController;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The code of each area, found by Spring's own path matching below {@code /mvc} and at the root. */
@RestController
class AreaController {

    private static final String MAPPING = "mvc";

    @RequestMapping({"/mvc/open/**", "/open/**"})
    void open(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        ran("open", request, response);
    }

    @RequestMapping({"/mvc/secure/**", "/secure/**"})
    void secure(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        ran("secure", request, response);
    }

    @RequestMapping({"/mvc/other/**", "/other/**"})
    void other(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        ran("other", request, response);
    }

    @RequestMapping({"/mvc/single/**", "/single/**"})
    void single(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        ran("single", request, response);
    }

    @GetMapping("/mvc/secure/deferred")
    DeferredResult<String> deferred(HttpServletRequest request) {
        FrontController.note(MAPPING, "SPRING", "secure", request);
        DeferredResult<String> result = new DeferredResult<>();
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> result.setResult("ran deferred"));
        result.onCompletion(() -> done.cancel(false));
        return result;
    }

    @GetMapping("/mvc/secure/stream")
    ResponseEntity<StreamingResponseBody> stream(HttpServletRequest request) {
        FrontController.note(MAPPING, "SPRING", "secure", request);
        return ResponseEntity.ok(output -> output.write("ran stream".getBytes(StandardCharsets.US_ASCII)));
    }

    @GetMapping("/mvc/secure/throws")
    String failing(HttpServletRequest request) {
        FrontController.note(MAPPING, "SPRING", "secure", request);
        throw new IllegalStateException("as asked");
    }

    @GetMapping("/mvc/secure/conflict")
    String conflict(HttpServletRequest request) {
        FrontController.note(MAPPING, "SPRING", "secure", request);
        throw new ResponseStatusException(HttpStatus.CONFLICT);
    }

    private static void ran(String area, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        FrontController.run(MAPPING, "SPRING", area, request, response);
    }
}
