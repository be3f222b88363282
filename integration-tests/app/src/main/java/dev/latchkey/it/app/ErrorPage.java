package dev.latchkey.it.app;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The app's own error page, at a path that no application covers. */
final class ErrorPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Journal.ofThisApp()
                .note("error", "ERROR", "error")
                .with("dispatch", request.getDispatcherType())
                .with("principal", request.getRemoteUser())
                .with("asked:CF-Access-Client-Secret", request.getHeader("CF-Access-Client-Secret"))
                .add();
        response.setContentType("text/plain");
        response.getWriter().println("error page of " + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
    }
}
