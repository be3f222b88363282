package dev.latchkey.it.servers;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** REST resources below {@code /mvc}. */
@ApplicationPath("/mvc")
public class RestApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(AreaResource.class);
    }
}
