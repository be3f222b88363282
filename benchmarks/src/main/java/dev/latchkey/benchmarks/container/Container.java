package dev.latchkey.benchmarks.container;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumSet;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A servlet container with one small servlet, behind a filter or not. */
enum Container {
    JETTY {
        @Override
        int start(@Nullable Filter filter) throws Exception {
            Server server = new Server(0);
            ServletContextHandler context = new ServletContextHandler();
            if (filter != null) {
                context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
            }
            context.addServlet(new ServletHolder(new Jobs()), "/*");
            server.setHandler(context);
            server.start();
            return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        }
    },

    TOMCAT {
        @Override
        int start(@Nullable Filter filter) throws Exception {
            Tomcat tomcat = new Tomcat();
            String base = Files.createTempDirectory("latchkey-benchmark").toString();
            tomcat.setBaseDir(base);
            tomcat.setPort(0);
            // Without these limits, connections stay open for all requests.
            tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
            Context context = tomcat.addContext("", base);
            if (filter != null) {
                FilterDef definition = new FilterDef();
                definition.setFilterName("latchkey");
                definition.setFilter(filter);
                definition.setAsyncSupported("true");
                context.addFilterDef(definition);
                FilterMap map = new FilterMap();
                map.setFilterName("latchkey");
                map.addURLPattern("/*");
                for (DispatcherType type : DispatcherType.values()) {
                    map.setDispatcher(type.name());
                }
                context.addFilterMap(map);
            }
            Tomcat.addServlet(context, "jobs", new Jobs());
            context.addServletMappingDecoded("/*", "jobs");
            tomcat.start();
            return tomcat.getConnector().getLocalPort();
        }
    };

    /** Starts the container and returns its port. */
    abstract int start(@Nullable Filter filter) throws Exception;

    /** Answers two bytes. */
    private static final class Jobs extends HttpServlet {

        @Serial
        private static final long serialVersionUID = 1;

        private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setContentLength(OK.length);
            response.getOutputStream().write(OK);
        }
    }
}
