package dev.latchkey.it.servers;

import dev.latchkey.it.app.FrontController;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The code of each area, found by the server's own matching of REST resources. */
@Path("/")
@RequestScoped
public class AreaResource {

    @Inject
    private @Nullable HttpServletRequest injected;

    @GET
    @Path("open/{rest: .*}")
    public Response open(@Context HttpServletRequest request) {
        return ran("open", request);
    }

    @GET
    @Path("secure/{rest: .*}")
    public Response secure(@Context HttpServletRequest request) {
        return ran("secure", request);
    }

    @POST
    @Path("secure/{rest: .*}")
    public Response posted(@Context HttpServletRequest request) {
        return ran("secure", request);
    }

    @GET
    @Path("other/{rest: .*}")
    public Response other(@Context HttpServletRequest request) {
        return ran("other", request);
    }

    @GET
    @Path("single/{rest: .*}")
    public Response single(@Context HttpServletRequest request) {
        return ran("single", request);
    }

    @GET
    @Path("secure/throws")
    public Response failing(@Context HttpServletRequest request) {
        FrontController.note("mvc", "REST", "secure", request);
        throw new IllegalStateException("as asked");
    }

    @GET
    @Path("secure/conflict")
    public Response conflict(@Context HttpServletRequest request) {
        FrontController.note("mvc", "REST", "secure", request);
        return Response.status(Response.Status.CONFLICT).build();
    }

    private Response ran(String area, HttpServletRequest request) {
        FrontController.note("mvc", "REST", area, request);
        if (injected == null) {
            throw new IllegalStateException("this resource is not a bean of CDI");
        }
        FrontController.note("mvc", "INJECTED", area, injected);
        return Response.ok("ran", "text/plain").header("X-Ran", area).build();
    }
}
