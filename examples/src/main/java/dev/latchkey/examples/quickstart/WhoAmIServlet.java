package dev.latchkey.examples.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.ServiceIdentity;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The app behind the filter: returns the identity of the caller. */
final class WhoAmIServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("remote_user", request.getRemoteUser());
        answer.put("auth_type", request.getAuthType());
        if (request.getUserPrincipal() instanceof ServiceIdentity caller) {
            answer.put("application", caller.application().name());
            answer.put("presented_as", caller.presentedAs().word());
            answer.put("token_name", caller.tokenName());
        }
        answer.put("header_names", Collections.list(request.getHeaderNames()));
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsBytes(answer));
        response.getOutputStream().write('\n');
    }
}
