package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A TCP proxy on this machine that passes everything on late, in both directions. Thread-safe. */
final class SlowProxy implements AutoCloseable {

    private static final int CHUNK = 8_192;

    private final int to;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile long delayMillis;

    private SlowProxy(int to) throws IOException {
        this.to = to;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Returns one in front of that port, with no delay. */
    static SlowProxy before(int port) throws IOException {
        SlowProxy proxy = new SlowProxy(port);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    void delayMillis(long delay) {
        delayMillis = delay;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                threads.execute(() -> pass(client, server));
                threads.execute(() -> pass(server, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pass(Socket from, Socket onTo) {
        byte[] chunk = new byte[CHUNK];
        try (from;
                onTo) {
            InputStream in = from.getInputStream();
            OutputStream out = onTo.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
                out.write(chunk, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // One of both is gone, or the proxy closed.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
