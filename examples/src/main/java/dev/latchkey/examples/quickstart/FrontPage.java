package dev.latchkey.examples.quickstart;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code /} with requests to try. It is in front of the filter, because the application {@code main} covers every
 * path of the app.
 */
final class FrontPage extends Handler.Wrapper {

    private static final String TEXT = """
            This is the quick start of Latchkey. Every other page needs a service token.
            When it started, it printed calls to paste, for these pages:

              /whoami                           with both headers, or with the cookie of an earlier answer
              /webhooks/whoami                  with both in one header, as JSON
              /client/v4                        the management API, with a management token
              /cdn-cgi/access/certs             the public keys of application tokens, for everybody
            """;

    private static final String HTML = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Latchkey quick start</title></head>
            <body><h1>Latchkey quick start</h1><pre>%s</pre></body></html>
            """.formatted(TEXT);

    FrontPage(Handler app) {
        super(app);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean reads = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (!reads || !"/".equals(request.getHttpURI().getPath())) {
            return super.handle(request, response, callback);
        }
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        boolean html = accept != null && accept.contains("text/html");
        byte[] page = (html ? HTML : TEXT).getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, (html ? "text/html" : "text/plain") + ";charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.length);
        boolean body = HttpMethod.GET.is(request.getMethod());
        response.write(true, body ? ByteBuffer.wrap(page) : null, callback);
        return true;
    }
}
