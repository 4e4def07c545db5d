package org.dure.base.model;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.dure.base.model.Signature.ImageInput;

/// A decoded picture, as `api/model-package.md` says. Training and evaluation read pictures with this class
/// alone, so that a model is judged on the same numbers that it learned from.
///
/// @param channels 1 for grey, 3 for red-green-blue
/// @param samples  0…255 (as signed bytes), row by row, one channel after the other (CHW)
public record Picture(int width, int height, int channels, byte[] samples) {

    /// A picture larger than this is refused before it is decoded.
    public static final int PIXELS_MAX = 16_000_000;

    /// Whether a file of this name is taken for a picture.
    public static boolean isPictureName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".png")
                || lower.endsWith(".jpg")
                || lower.endsWith(".jpeg")
                || lower.endsWith(".bmp")
                || lower.endsWith(".gif");
    }

    /// Decodes a PNG, JPEG, BMP or GIF (its first frame) in its own size. Grey files give one channel, all others
    /// three;
    /// transparent pixels are laid over white.
    ///
    /// @throws IOException saying what is wrong with the file, without its name
    public static Picture decode(byte[] file) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("is no PNG, JPEG, BMP or GIF picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > PIXELS_MAX) {
                    throw new IOException("has " + pixels + " pixels; at most " + PIXELS_MAX + " are read");
                }
                return of(reader.read(0));
            } catch (RuntimeException broken) {
                // The JDK's readers throw these, too, for damaged files.
                throw new IOException("is damaged: " + broken.getMessage(), broken);
            } finally {
                reader.dispose();
            }
        }
    }

    /// This picture as a model's first input wants it: size, then colours.
    public Picture fit(int wantedWidth, int wantedHeight, int wantedChannels) {
        return resize(wantedWidth, wantedHeight).recolour(wantedChannels);
    }

    /// The values of `input`'s tensor for this picture.
    public float[] tensor(ImageInput input) {
        byte[] fitted = fit(input.width(), input.height(), input.channels()).samples;
        float[] values = new float[fitted.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((fitted[i] & 0xff) * input.scale() + input.offset());
        }
        return values;
    }

    private static Picture of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        // getRGB would bend grey values through a linear colour space; the raster holds them as they are in the file.
        if (image.getRaster().getNumBands() == 1 && image.getColorModel().getNumColorComponents() == 1) {
            return new Picture(width, height, 1, greySamples(image.getRaster()));
        }
        byte[] samples = new byte[3 * width * height];
        int plane = width * height;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = image.getRGB(x, y);
                int at = y * width + x;
                samples[at] = overWhite(argb >>> 16, argb >>> 24);
                samples[plane + at] = overWhite(argb >>> 8, argb >>> 24);
                samples[2 * plane + at] = overWhite(argb, argb >>> 24);
            }
        }
        return image.getColorModel() instanceof IndexColorModel palette && isGrey(palette)
                ? new Picture(width, height, 1, Arrays.copyOf(samples, plane))
                : new Picture(width, height, 3, samples);
    }

    /// The JDK reads grey of fewer than 8 bits as a palette of greys.
    private static boolean isGrey(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i) || palette.getGreen(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] greySamples(Raster raster) {
        int bits = raster.getSampleModel().getSampleSize(0);
        int largest = (1 << bits) - 1;
        byte[] samples = new byte[raster.getWidth() * raster.getHeight()];
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                long sample = raster.getSample(raster.getMinX() + x, raster.getMinY() + y, 0);
                samples[y * raster.getWidth() + x] = (byte) ((sample * 255 + largest / 2) / largest);
            }
        }
        return samples;
    }

    private static byte overWhite(int colour, int alpha) {
        return (byte) (((colour & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
    }

    private Picture recolour(int wantedChannels) {
        if (wantedChannels == channels) {
            return this;
        }
        int plane = width * height;
        byte[] recoloured = new byte[wantedChannels * plane];
        for (int i = 0; i < plane; i++) {
            if (wantedChannels == 1) {
                double luma = 0.299 * (samples[i] & 0xff)
                        + 0.587 * (samples[plane + i] & 0xff)
                        + 0.114 * (samples[2 * plane + i] & 0xff);
                recoloured[i] = (byte) Math.round(luma);
            } else {
                recoloured[i] = samples[i];
                recoloured[plane + i] = samples[i];
                recoloured[2 * plane + i] = samples[i];
            }
        }
        return new Picture(width, height, wantedChannels, recoloured);
    }

    /// Bilinear with the centres of the pixels half a step from the edges, the edges continued outwards.
    private Picture resize(int wantedWidth, int wantedHeight) {
        if (wantedWidth == width && wantedHeight == height) {
            return this;
        }
        byte[] resized = new byte[channels * wantedWidth * wantedHeight];
        for (int y = 0; y < wantedHeight; y++) {
            double sourceY = Math.clamp((y + 0.5) * height / wantedHeight - 0.5, 0, height - 1);
            for (int x = 0; x < wantedWidth; x++) {
                double sourceX = Math.clamp((x + 0.5) * width / wantedWidth - 0.5, 0, width - 1);
                for (int channel = 0; channel < channels; channel++) {
                    resized[(channel * wantedHeight + y) * wantedWidth + x] =
                            (byte) Math.round(between(channel, sourceX, sourceY));
                }
            }
        }
        return new Picture(wantedWidth, wantedHeight, channels, resized);
    }

    private double between(int channel, double x, double y) {
        int left = (int) x;
        int top = (int) y;
        int right = Math.min(left + 1, width - 1);
        int bottom = Math.min(top + 1, height - 1);
        double shareRight = x - left;
        double upper = sample(channel, left, top) * (1 - shareRight) + sample(channel, right, top) * shareRight;
        double lower = sample(channel, left, bottom) * (1 - shareRight) + sample(channel, right, bottom) * shareRight;
        double shareBottom = y - top;
        return upper * (1 - shareBottom) + lower * shareBottom;
    }

    private int sample(int channel, int x, int y) {
        return samples[(channel * height + y) * width + x] & 0xff;
    }
}
