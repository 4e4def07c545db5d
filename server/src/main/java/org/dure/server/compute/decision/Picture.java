package org.dure.server.compute.decision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.dure.base.Json;
import org.dure.base.Sha256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a decision is made from, as it is stored: the inputs name their groups, and each group is stored once however
/// many decisions saw it like that.
///
/// @param groups of all tenants, in the order in which the inputs hold them
record Picture(Inputs inputs, List<Stored> groups) {

    private static final String TENANTS = "tenants";
    private static final String GROUPS = "groups";

    /// A group with its bytes.
    ///
    /// @param id the first half of their SHA-256 before they were packed: the same id is the same content
    record Stored(UUID id, byte[] packed, Inputs.Group group) {

        static Stored of(Inputs.Group group) {
            byte[] content = Json.MAPPER.writeValueAsBytes(group);
            ByteBuffer hash = ByteBuffer.wrap(Sha256.digest().digest(content));
            return new Stored(new UUID(hash.getLong(), hash.getLong()), pack(content), group);
        }
    }

    /// Without any groups.
    static Picture of(Inputs inputs) {
        return new Picture(inputs, List.of());
    }

    /// The inputs, where in the place of each group stands its id.
    byte[] packedInputs() {
        Inputs bare = new Inputs(
                inputs.policy(),
                inputs.number(),
                inputs.seed(),
                inputs.sliceSeconds(),
                inputs.resumeSlices(),
                inputs.holder(),
                inputs.line(),
                inputs.passed(),
                inputs.tenants().stream()
                        .map(tenant ->
                                new Inputs.Tenant(tenant.project(), tenant.weight(), tenant.virtualTime(), List.of()))
                        .toList());
        JsonNode tree = Json.MAPPER.valueToTree(bare);
        Iterator<Stored> next = groups.iterator();
        for (int i = 0; i < inputs.tenants().size(); i++) {
            ArrayNode ids = ((ObjectNode) tree.path(TENANTS).path(i)).putArray(GROUPS);
            inputs.tenants()
                    .get(i)
                    .groups()
                    .forEach(group -> ids.add(next.next().id().toString()));
        }
        return pack(Json.MAPPER.writeValueAsBytes(tree));
    }

    /// @param stored by id, those that the inputs name; decisions of before hold their groups themselves
    static Inputs unpack(byte[] packedInputs, Map<UUID, byte[]> stored) {
        JsonNode tree = Json.MAPPER.readTree(unpack(packedInputs));
        for (JsonNode tenant : tree.path(TENANTS)) {
            ArrayNode groups = (ArrayNode) tenant.path(GROUPS);
            for (int i = 0; i < groups.size(); i++) {
                if (groups.get(i).isString()) {
                    UUID id = UUID.fromString(groups.get(i).asString());
                    groups.set(i, Json.MAPPER.readTree(unpack(Objects.requireNonNull(stored.get(id)))));
                }
            }
        }
        return Json.MAPPER.treeToValue(tree, Inputs.class);
    }

    List<UUID> groupIds() {
        List<UUID> ids = new ArrayList<>();
        groups.forEach(group -> ids.add(group.id()));
        return ids;
    }

    private static byte[] pack(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            zipped.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] unpack(byte[] bytes) {
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return zipped.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
