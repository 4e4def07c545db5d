package org.dure.server.serving.correction;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Corrections in quarantine, and what members decide over them.
@RestController
@RequestMapping("/api/v1")
class CorrectionResource {

    record NewCorrection(@Nullable UUID requestId, @Nullable String label) {}

    record Rejected(int rejected) {}

    private final CorrectionService corrections;

    CorrectionResource(CorrectionService corrections) {
        this.corrections = corrections;
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/endpoints/{id}/corrections")
    Page<Correction> list(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) Correction.@Nullable State state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        return corrections.list(caller, id, state, after, limit);
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/endpoints/{id}/corrections")
    @ResponseStatus(HttpStatus.CREATED)
    Correction correct(Caller caller, @PathVariable UUID id, @RequestBody NewCorrection body) {
        return corrections.correct(caller, id, body.requestId(), body.label());
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/endpoints/{id}/corrections/accept")
    Acceptance accept(Caller caller, @PathVariable UUID id, @RequestBody CorrectionService.Choice body) {
        return corrections.accept(caller, id, body);
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/endpoints/{id}/corrections/reject")
    Rejected reject(Caller caller, @PathVariable UUID id, @RequestBody CorrectionService.Choice body) {
        return new Rejected(corrections.reject(caller, id, body));
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/endpoints/{id}/acceptances")
    Page<Acceptance> acceptances(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        return corrections.acceptances(caller, id, after, limit);
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping(path = "/corrections/{id}/image", produces = MediaType.IMAGE_PNG_VALUE)
    ResponseEntity<byte[]> image(Caller caller, @PathVariable UUID id) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .body(corrections.image(caller, id));
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/keys/{id}/withdraw-feedback")
    CorrectionService.Withdrawn withdraw(Caller caller, @PathVariable UUID id) {
        return corrections.withdraw(caller, id);
    }
}
