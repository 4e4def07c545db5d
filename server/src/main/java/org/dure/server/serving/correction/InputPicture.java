package org.dure.server.serving.correction;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dure.base.model.Picture;
import org.dure.base.model.Signature;
import org.dure.base.model.Signature.ImageInput;

/// Turns the values that a model got back into the picture that they came from.
final class InputPicture {

    private static final String PNG_METADATA = "javax_imageio_png_1.0";

    private InputPicture() {}

    /// The reverse of `Picture.tensor`: (value − offset) / scale, rounded and cut to 0…255.
    ///
    /// @return empty where the model takes no pictures, or where these values are none
    static Optional<Picture> of(Signature signature, List<Double> values) {
        ImageInput image = signature.image();
        if (image == null || values.size() != image.width() * image.height() * image.channels()) {
            return Optional.empty();
        }
        byte[] samples = new byte[values.size()];
        for (int i = 0; i < samples.length; i++) {
            double sample = (values.get(i) - image.offset()) / image.scale();
            if (!Double.isFinite(sample)) {
                return Optional.empty();
            }
            samples[i] = (byte) Math.round(Math.clamp(sample, 0, 255));
        }
        return Optional.of(new Picture(image.width(), image.height(), image.channels(), samples));
    }

    /// The picture as a PNG file that says in a text chunk where it came from.
    ///
    /// @param source at most 79 characters of Latin-1 make sense here
    static byte[] png(Picture picture, String source) {
        BufferedImage image = new BufferedImage(
                picture.width(),
                picture.height(),
                picture.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = image.getRaster();
        int plane = picture.width() * picture.height();
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int at = 0; at < plane; at++) {
                raster.setSample(
                        at % picture.width(),
                        at / picture.width(),
                        channel,
                        picture.samples()[channel * plane + at] & 0xff);
            }
        }
        try {
            return write(image, source);
        } catch (IOException impossible) {
            throw new UncheckedIOException("Nothing is written but memory", impossible);
        }
    }

    private static byte[] write(BufferedImage image, String source) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            addText(metadata, source);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void addText(IIOMetadata metadata, String source) throws IIOInvalidTreeException {
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", "Source");
        entry.setAttribute("value", source);
        IIOMetadataNode text = new IIOMetadataNode("tEXt");
        text.appendChild(entry);
        IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
        root.appendChild(text);
        metadata.mergeTree(PNG_METADATA, root);
    }
}
