package org.dure.base.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.dure.base.model.Signature.ImageInput;
import org.junit.jupiter.api.Test;

class PictureTest {

    @Test
    void a_grey_file_keeps_its_values() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 16, 128, 255});
        Picture picture = Picture.decode(png(image));
        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.samples()).containsExactly(0, 16, (byte) 128, (byte) 255);
        assertThat(picture.tensor(new ImageInput(2, 2, 1, 1 / 255.0, 0)))
                .containsExactly(0f, (float) (16 / 255.0), (float) (128 / 255.0), 1f);
    }

    @Test
    void black_and_white_files_and_16_bit_grey_files_are_grey() throws IOException {
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffff);
        assertThat(Picture.decode(png(bits))).satisfies(picture -> {
            assertThat(picture.channels()).isEqualTo(1);
            assertThat(picture.samples()).containsExactly(0, (byte) 255);
        });
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 2, 1, new int[] {65_535, 32_768});
        assertThat(Picture.decode(png(deep)).samples()).containsExactly((byte) 255, (byte) 128);
    }

    @Test
    void colours_come_one_plane_after_the_other_and_become_luma() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000);
        image.setRGB(1, 0, 0x0000ff);
        Picture picture = Picture.decode(png(image));
        assertThat(picture.samples()).containsExactly((byte) 255, 0, 0, 0, 0, (byte) 255);
        assertThat(picture.fit(2, 1, 1).samples()).containsExactly(76, 29);
    }

    @Test
    void transparent_pixels_are_white() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        assertThat(Picture.decode(png(image)).samples()).containsExactly((byte) 255, (byte) 255, (byte) 255);
    }

    @Test
    void resizing_keeps_an_even_picture_even_and_halves_by_the_mean() {
        byte[] even = new byte[25];
        Arrays.fill(even, (byte) 77);
        assertThat(new Picture(5, 5, 1, even).fit(3, 7, 1).samples())
                .hasSize(21)
                .containsOnly(77);
        assertThat(new Picture(2, 2, 1, new byte[] {0, 10, 20, 30}).fit(1, 1, 1).samples())
                .containsExactly(15);
    }

    @Test
    void a_file_that_is_no_picture_is_refused() {
        assertThatThrownBy(() -> Picture.decode("not a picture".getBytes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no PNG");
    }

    @Test
    void a_picture_cut_short_is_refused() throws IOException {
        byte[] whole = png(new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY));
        assertThatThrownBy(() -> Picture.decode(Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_picture_that_unpacks_to_too_many_pixels_is_refused_before_it_is_decoded() throws IOException {
        byte[] file = png(new BufferedImage(5_000, 4_000, BufferedImage.TYPE_BYTE_BINARY));
        assertThatThrownBy(() -> Picture.decode(file)).hasMessageContaining("20000000 pixels");
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
