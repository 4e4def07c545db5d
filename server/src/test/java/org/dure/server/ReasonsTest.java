package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.type.TypeReference;

/// The codes of all features: told to the pages by the contract, each with its words.
class ReasonsTest {

    private static final Path ENGLISH = Path.of("../web/src/i18n/en/reasons.json");

    private static List<Reason.Code> codes() {
        return new ClassFileImporter()
                .importPackages("org.dure").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(Reason.Code.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                        .map(Reason.Code.class::cast)
                        .toList();
    }

    @Test
    void every_code_stands_once_in_the_contract() throws IOException {
        Map<String, Object> contract = new Yaml().load(Files.readString(Path.of("../api/openapi/00-common.yaml")));
        List<String> told = names(at(at(at(at(contract, "components"), "schemas"), "ReasonCode"), "enum"));
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        codes().stream().map(Reason.Code::name).toList());
    }

    @Test
    void the_english_pages_say_what_the_server_says() throws IOException {
        Map<String, String> pages =
                Json.MAPPER.readValue(Files.readString(ENGLISH), new TypeReference<Map<String, String>>() {});
        for (Reason.Code code : codes()) {
            assertThat(pages).containsEntry(code.name(), code.english().replaceAll("\\{(\\w+)}", "{{$1}}"));
        }
        assertThat(pages).hasSameSizeAs(codes());
    }

    private static List<String> names(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static Object at(Object map, String key) {
        return ((Map<?, ?>) map).get(key);
    }
}
