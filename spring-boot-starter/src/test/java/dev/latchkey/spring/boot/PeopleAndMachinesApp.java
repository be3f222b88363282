package dev.latchkey.spring.boot;

import dev.latchkey.ServiceIdentity;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** People log in with a form, machines present service tokens, on the same URLs. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableMethodSecurity
@Import({PeopleAndMachinesApp.Who.class, PeopleAndMachinesApp.Forwards.class})
class PeopleAndMachinesApp {

    /** What the error page saw. */
    static final String ON_ERROR = "X-On-Error";

    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(all -> all.anyRequest().hasRole("reports"))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(all -> all.requestMatchers("/public/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .jee(Customizer.withDefaults())
                .formLogin(Customizer.withDefaults())
                .build();
    }

    @Bean
    UserDetailsService people() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ann").password("{noop}ann").roles("reports").build());
    }

    /** Tells who the error page works for, as both generations of Spring Boot have error pages of their own. */
    @Bean
    FilterRegistrationBean<Filter> errorPage() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            Authentication now = SecurityContextHolder.getContext().getAuthentication();
            ((HttpServletResponse) response).setHeader(ON_ERROR, now == null ? "nobody" : now.getName());
            chain.doFilter(request, response);
        });
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.ERROR));
        return registration;
    }

    @RestController
    static class Who {

        @RequestMapping({"/who", "/api/who"})
        String who(
                Authentication authentication, @AuthenticationPrincipal Object principal, HttpServletRequest request) {
            return String.join(
                    " ",
                    authentication.getName(),
                    principal instanceof ServiceIdentity identity ? identity.tokenName() : "person",
                    request.getRemoteUser(),
                    request.getUserPrincipal().getName(),
                    String.valueOf(request.isUserInRole("reports")));
        }

        @GetMapping("/role")
        @PreAuthorize("hasRole('reports') and hasAuthority('reports')")
        String role() {
            return "role";
        }

        @PostMapping("/change")
        String change() {
            return "changed";
        }

        @GetMapping("/session")
        String session(HttpServletRequest request, HttpServletResponse response) {
            request.getSession().setAttribute("used", true);
            new HttpSessionSecurityContextRepository()
                    .saveContext(SecurityContextHolder.getContext(), request, response);
            return "session";
        }

        @GetMapping("/async")
        Callable<String> async(HttpServletRequest request) {
            return () ->
                    SecurityContextHolder.getContext().getAuthentication().getName() + " " + request.getRemoteUser();
        }

        @GetMapping("/broken")
        void broken() {
            throw new ResponseStatusException(HttpStatus.CONFLICT);
        }

        @GetMapping("/public/who")
        String anybody(@Nullable Authentication authentication, HttpServletRequest request) {
            return authentication == null
                    ? "nobody " + request.getRemoteUser()
                    : authentication.getName() + " " + request.getRemoteUser();
        }
    }

    @Controller
    static class Forwards {

        @GetMapping("/forward")
        String forward() {
            return "forward:/who";
        }

        @GetMapping("/to-public")
        String toPublic() {
            return "forward:/public/who";
        }

        @GetMapping("/include")
        void include(HttpServletRequest request, HttpServletResponse response) throws Exception {
            request.getRequestDispatcher("/public/who").include(request, response);
            response.getOutputStream()
                    .print(" "
                            + SecurityContextHolder.getContext()
                                    .getAuthentication()
                                    .getName());
        }
    }
}
