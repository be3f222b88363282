package dev.latchkey.spring.boot;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.concurrent.Callable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;

/** Tells the client who it is, on each kind of dispatch. */
@Controller
class TestController {

    @RequestMapping({"/whoami", "/open/whoami"})
    @ResponseBody
    String whoami(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return request.getDispatcherType() + " " + (principal == null ? "nobody" : principal.getName());
    }

    @RequestMapping("/open/forward")
    String forward() {
        return "forward:/whoami";
    }

    @RequestMapping("/to-open")
    String forwardToOpen() {
        return "forward:/open/whoami";
    }

    @RequestMapping("/async")
    @ResponseBody
    Callable<String> async(HttpServletRequest request) {
        return () -> whoami(request);
    }

    @RequestMapping("/broken")
    void broken() {
        throw new ResponseStatusException(HttpStatus.CONFLICT);
    }

    @RequestMapping("/headers")
    @ResponseBody
    String headers(HttpServletRequest request) {
        return request.getRemoteUser() + " " + request.getHeader("CF-Access-Client-Secret") + " "
                + (request.getHeader("Cf-Access-Jwt-Assertion") != null);
    }
}
