package org.dure.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.dure.cli.CommandFailure;
import org.dure.cli.api.Predictor;

/// The users of the service: they send pictures, and some say what the answer should have been.
final class Users {

    static final String PURPOSE = "improving the recognition of digits";
    private static final int AT_ONCE = 8;

    private final Predictor predictor;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile String trouble = "";

    Users(Predictor predictor) {
        this.predictor = predictor;
    }

    /// @param wrong  answers that were corrected
    /// @param right  answers that were confirmed
    record FeedBack(int wrong, int right) {}

    /// Sends each picture once, with consent, and feeds back its right answer.
    FeedBack sendWithFeedBack(List<Digits.Picture> pictures) {
        AtomicLong wrong = new AtomicLong();
        AtomicLong right = new AtomicLong();
        try (ExecutorService users = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> jobs = new ArrayList<>();
            for (Digits.Picture picture : pictures) {
                jobs.add(users.submit(() -> {
                    Predictor.Answer answer = ask(picture, PURPOSE);
                    predictor.feedBack(answer.requestId(), picture.label());
                    (answer.label().equals(picture.label()) ? right : wrong).incrementAndGet();
                }));
            }
            jobs.forEach(Users::await);
        }
        return new FeedBack(wrong.intValue(), right.intValue());
    }

    /// Goes on sending, round and round, until told to stop.
    Traffic keepSending(List<Digits.Picture> pictures) {
        AtomicBoolean stopping = new AtomicBoolean();
        Thread sender = Thread.ofPlatform().name("users").start(() -> {
            for (int i = 0; !stopping.get(); i = (i + 1) % pictures.size()) {
                try {
                    ask(pictures.get(i), null);
                    Thread.sleep(5);
                } catch (CommandFailure failed) {
                    trouble = failed.line();
                } catch (InterruptedException end) {
                    return;
                }
            }
        });
        return () -> {
            stopping.set(true);
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /// Predictions that flow until closed.
    interface Traffic extends AutoCloseable {
        @Override
        void close();
    }

    Result.Predictions count() {
        return new Result.Predictions(sent.get(), answered.get(), sent.get() - answered.get());
    }

    /// What the service said when it last failed to answer; empty if it never did.
    String trouble() {
        return trouble;
    }

    private Predictor.Answer ask(Digits.Picture picture, @org.jspecify.annotations.Nullable String purpose) {
        sent.incrementAndGet();
        try {
            Predictor.Answer answer = predictor.ask(picture.file(), purpose);
            answered.incrementAndGet();
            return answer;
        } catch (IOException e) {
            throw new CommandFailure("A picture of the demo " + e.getMessage());
        }
    }

    private static void await(Future<?> job) {
        try {
            job.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.");
        }
    }
}
