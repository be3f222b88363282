package dev.latchkey.examples.webxml;

import dev.latchkey.ServiceIdentity;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Greets the authenticated client. */
public final class HelloServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** For the container. */
    public HelloServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServiceIdentity caller = (ServiceIdentity) request.getUserPrincipal();
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println("Hello, " + caller.tokenName());
        if (request.isUserInRole("reports")) {
            response.getWriter().println("You may read reports.");
        }
    }
}
