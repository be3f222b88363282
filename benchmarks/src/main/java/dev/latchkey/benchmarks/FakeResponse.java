package dev.latchkey.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.Blackhole;

/** A response that swallows all it is given. */
final class FakeResponse extends HttpServletResponseWrapper {

    private final Blackhole blackhole;
    private final ServletOutputStream body = new Swallowing();
    private int status = 200;

    FakeResponse(Blackhole blackhole) {
        super((HttpServletResponse) Proxy.newProxyInstance(
                FakeResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, args) -> {
                    throw new IllegalStateException("the fake response has no " + method.getName());
                }));
        this.blackhole = blackhole;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setStatus(int status) {
        this.status = status;
    }

    @Override
    public void setHeader(String name, String value) {
        blackhole.consume(value);
    }

    @Override
    public void addHeader(String name, String value) {
        blackhole.consume(value);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.of();
    }

    @Override
    public void setContentType(String type) {
        blackhole.consume(type);
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        blackhole.consume(encoding);
    }

    @Override
    public void setContentLength(int length) {
        blackhole.consume(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        blackhole.consume(length);
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void resetBuffer() {
        // nothing was kept
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    @Override
    public PrintWriter getWriter() {
        throw new IllegalStateException("the body is written as bytes");
    }

    private final class Swallowing extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("nothing is written asynchronously");
        }

        @Override
        public void write(int b) {
            blackhole.consume(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            blackhole.consume(bytes);
        }
    }
}
