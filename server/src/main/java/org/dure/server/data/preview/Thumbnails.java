package org.dure.server.data.preview;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.dure.base.model.Picture;
import org.dure.server.base.UserError;
import org.springframework.stereotype.Component;

/// Decodes pictures and draws them again as small PNGs: what people uploaded is never itself shown inside a page.
@Component
class Thumbnails {

    static final int FILE_BYTES_MAX = 32 << 20;
    private static final int SIDE_MAX = 160;
    /// Pictures decoded at a time; one may take a hundred megabytes.
    private static final int AT_A_TIME = 2;

    private final Semaphore turns = new Semaphore(AT_A_TIME);

    /// A PNG whose longer side has at most 160 pixels.
    ///
    /// @throws UserError.Invalid where `file` is no picture
    byte[] draw(byte[] file) throws IOException {
        turns.acquireUninterruptibly();
        try {
            Picture picture = decode(file);
            double scale = Math.min(1.0, (double) SIDE_MAX / Math.max(picture.width(), picture.height()));
            Picture small = picture.fit(
                    Math.max(1, (int) Math.round(picture.width() * scale)),
                    Math.max(1, (int) Math.round(picture.height() * scale)),
                    picture.channels());
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image(small), "png", png);
            return png.toByteArray();
        } finally {
            turns.release();
        }
    }

    private static Picture decode(byte[] file) {
        try {
            return Picture.decode(file);
        } catch (IOException wrong) {
            throw new UserError.Invalid("path", "this file " + wrong.getMessage());
        }
    }

    private static BufferedImage image(Picture picture) {
        boolean grey = picture.channels() == 1;
        BufferedImage image = new BufferedImage(
                picture.width(), picture.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = image.getRaster();
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                    int at = (channel * picture.height() + y) * picture.width() + x;
                    raster.setSample(x, y, channel, picture.samples()[at] & 0xff);
                }
            }
        }
        return image;
    }
}
