package org.dure.cli.demo;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Checks a line against `api/demo.schema.json`.
final class DemoSchema {

    private DemoSchema() {}

    /// What is wrong with the line; empty where it is as the schema says.
    static List<String> errors(String line) throws IOException {
        String text = Files.readString(Path.of("../api/demo.schema.json"));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
        return schema.validate(line, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
