package dev.latchkey.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the body of a response that the filter generates. Stateless. */
final class ResponseBody {

    private ResponseBody() {}

    /** Writes {@code body} with its type and length; for HEAD, only type and length. */
    static void write(String contentType, String body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(contentType);
        ServletOutputStream stream = outputStream(response);
        Charset charset = stream == null ? Charset.forName(response.getCharacterEncoding()) : StandardCharsets.UTF_8;
        byte[] bytes = body.getBytes(charset);
        response.setContentLength(bytes.length);
        if (request.getMethod().equals("HEAD")) {
            return;
        } else if (stream == null) {
            response.getWriter().write(body);
        } else {
            stream.write(bytes);
        }
    }

    /** Returns the stream, or null if a servlet took the writer before it forwarded the request. */
    private static @Nullable ServletOutputStream outputStream(HttpServletResponse response) throws IOException {
        try {
            return response.getOutputStream();
        } catch (IllegalStateException writerInUse) {
            return null;
        }
    }
}
