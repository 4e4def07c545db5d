package org.dure.server.serving.wire;

import java.util.List;
import org.dure.base.serving.ServeEvent;
import org.dure.server.serving.correction.QuarantineService;
import org.dure.server.serving.usage.UsageService;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Takes what `serve` tells: each event once, however often it comes.
@Service
class EventService {

    private final UsageService usage;
    private final QuarantineService quarantine;

    EventService(UsageService usage, QuarantineService quarantine) {
        this.usage = usage;
        this.quarantine = quarantine;
    }

    /// All of them or, where this throws, none. What cannot be used is logged and passed over: `serve` would send it
    /// for ever.
    @Transactional
    public void take(List<ServeEvent> events) {
        for (ServeEvent event : events) {
            switch (event) {
                case ServeEvent.Usage used -> usage.record(used);
                case ServeEvent.Sample sample -> quarantine.keep(sample);
                case ServeEvent.Correction correction -> {} // after all samples: a correction may come before its own
            }
        }
        for (ServeEvent event : events) {
            if (event instanceof ServeEvent.Correction correction) {
                quarantine.quarantine(correction);
            }
        }
    }
}
