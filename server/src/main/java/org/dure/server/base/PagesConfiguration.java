package org.dure.server.base;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/// Hands out the pages that `web/` was built into. They hold nothing secret; what they show comes through the API.
@Configuration
class PagesConfiguration implements WebMvcConfigurer {

    private static final List<String> NOT_PAGES =
            List.of("api/", "ajax-api/", "agent/", "internal/", "v1/", "actuator/");

    private final Path pages;

    PagesConfiguration(Settings settings) {
        this.pages = settings.home().resolve("web/dist").toAbsolutePath().normalize();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        String location = "file:" + pages + "/";
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(location + "assets/")
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(location)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new PageResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    /// Every address that is no file is one of the pages' own: `index.html` finds out which.
    private final class PageResolver extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            if (file != null) {
                return file;
            }
            boolean isPage = NOT_PAGES.stream().noneMatch(path::startsWith) && path.indexOf('.') < 0;
            Resource index = new FileSystemResource(pages.resolve("index.html"));
            return isPage && index.isReadable() ? index : null;
        }
    }
}
