package org.dure.learn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dure.learn.reason.TrainException;
import org.dure.learn.reason.WrongArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

    @TempDir
    Path folder;

    @Test
    void labels_are_the_folders_in_order_of_name_and_dot_files_are_passed_over() throws IOException {
        picture("train/cat/1.png", 8, 6);
        picture("train/bird/1.png", 8, 6);
        picture("train/bird/2.bmp", 8, 6);
        Files.writeString(folder.resolve("train/bird/.DS_Store"), "not a picture");
        Files.writeString(folder.resolve("train/bird/notes.txt"), "not a picture");
        ImageSet images = ImageFolder.read(folder, "train", null);
        assertThat(images.labels()).containsExactly("bird", "cat");
        assertThat(images.classes()).containsExactly(0, 0, 1);
        assertThat(images.width()).isEqualTo(8);
        assertThat(images.height()).isEqualTo(6);
        assertThat(images.channels()).isEqualTo(1);
    }

    @Test
    void a_folder_without_parts_is_read_itself() throws IOException {
        picture("cat/1.png", 8, 8);
        picture("bird/1.png", 8, 8);
        assertThat(ImageFolder.read(folder, "train", null).size()).isEqualTo(2);
    }

    @Test
    void a_misspelt_part_is_pointed_out() throws IOException {
        picture("train/cat/1.png", 8, 8);
        picture("hidden/cat/1.png", 8, 8);
        refused("trian", null, "is --part right?");
    }

    @Test
    void one_class_alone_is_refused() throws IOException {
        picture("train/cat/1.png", 8, 8);
        refused("train", null, "at least two classes");
    }

    @Test
    void a_file_that_is_no_picture_is_named() throws IOException {
        picture("train/cat/1.png", 8, 8);
        Files.createDirectories(folder.resolve("train/dog"));
        Files.writeString(folder.resolve("train/dog/7.png"), "woof");
        refused("train", null, "train/dog/7.png is no PNG");
    }

    @Test
    void a_picture_of_another_size_is_named_and_resized_where_a_size_is_given() throws IOException {
        picture("train/cat/1.png", 8, 8);
        picture("train/dog/1.png", 9, 8);
        refused("train", null, "train/dog/1.png is 9×8, but the first picture is 8×8");
        ImageSet images = ImageFolder.read(folder, "train", new ImageFolder.Size(16, 12));
        assertThat(images.samples()).allMatch(samples -> samples.length == 16 * 12);
    }

    @Test
    void one_picture_in_colour_makes_all_red_green_blue() throws IOException {
        picture("train/cat/1.png", 8, 8);
        picture("train/dog/1.png", 8, 8);
        BufferedImage red = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        red.setRGB(0, 0, 0xff0000);
        ImageIO.write(red, "png", folder.resolve("train/dog/2.png").toFile());
        ImageSet images = ImageFolder.read(folder, "train", null);
        assertThat(images.channels()).isEqualTo(3);
        assertThat(images.samples()).allMatch(samples -> samples.length == 3 * 8 * 8);
        assertThat(images.samples().getLast()[0]).isEqualTo((byte) 255);
    }

    @Test
    void a_size_that_no_network_is_made_for_is_refused() throws IOException {
        picture("train/cat/1.png", 300, 8);
        picture("train/dog/1.png", 300, 8);
        assertThatThrownBy(() -> ImageFolder.read(folder, "train", null))
                .isInstanceOf(WrongArgumentException.class)
                .hasMessageContaining("300×8");
    }

    @Test
    void an_absent_folder_is_named() {
        assertThatThrownBy(() -> ImageFolder.read(folder.resolve("nowhere"), "train", null))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining("nowhere");
    }

    private void refused(String part, ImageFolder.Size size, String reason) {
        assertThatThrownBy(() -> ImageFolder.read(folder, part, size))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining(reason);
    }

    private void picture(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    }
}
