package org.dure.server.people.access;

import java.time.Clock;
import org.dure.server.base.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The gate: who calls is found by `CallerFilter`, what an endpoint asks for is checked by `NeedsInterceptor`.
///
/// OpenID Connect and LDAP join here, as further filters that end in a `Caller`.
@Configuration
class SecurityConfiguration implements WebMvcConfigurer {

    /// No inline script, no foreign origin but `serve`, which the try-it page calls.
    private static final String CONTENT_POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                    + "connect-src 'self' %s; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private final NeedsInterceptor needs;
    private final CallerArgument callerArgument;

    SecurityConfiguration(NeedsInterceptor needs, CallerArgument callerArgument) {
        this.needs = needs;
        this.callerArgument = callerArgument;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(needs);
    }

    @Override
    public void addArgumentResolvers(
            java.util.List<org.springframework.web.method.support.HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callerArgument);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, CallerFilter callers, GateErrors errors, Settings settings) {
        CookieCsrfTokenRepository csrf = CookieCsrfTokenRepository.withHttpOnlyFalse();
        csrf.setCookieCustomizer(
                cookie -> cookie.secure(settings.secureCookies()).sameSite("Strict"));
        return http.csrf(configurer -> configurer
                        .spa()
                        .csrfTokenRepository(csrf)
                        .ignoringRequestMatchers(CallerFilter::isWithoutCookie))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .addFilterBefore(callers, AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .exceptionHandling(configurer -> configurer.accessDeniedHandler(errors))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_POLICY.formatted(settings.serveUrl())))
                        .referrerPolicy(referrer -> {}))
                .build();
    }

    /// Argon2id with 16 MiB, two passes and one lane (OWASP's password storage recommendations).
    @Bean
    PasswordEncoder passwords() {
        return new Argon2PasswordEncoder(16, 32, 1, 16_384, 2);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
