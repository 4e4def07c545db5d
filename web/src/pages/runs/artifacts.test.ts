import {describe, expect, it} from 'vitest';
import {imageAt, imagesOf, previewOf, rowsOf, treeOf} from './artifacts';

describe('a file', () => {
  it.each([
    ['a/b.PNG', 'image'], ['x.json', 'json'], ['t.csv', 'csv'], ['evil.html', 'text'], ['evil.svg', 'text'],
    ['model.onnx', 'none'], ['MLmodel', 'text'], ['noending', 'none'],
  ])('%s is shown as %s', (path, preview) => expect(previewOf(path)).toBe(preview));

  it('stands in its folder', () => {
    const tree = treeOf([{path: 'a/b/c.txt', size_bytes: 1}, {path: 'a/d.txt', size_bytes: 2}, {path: 'e', size_bytes: 3}]);
    expect(tree.files.map((file) => file.name)).toEqual(['e']);
    expect(tree.folders[0]).toMatchObject({name: 'a', files: [{name: 'd.txt'}], folders: [{path: 'a/b'}]});
  });
});

describe('pictures of steps', () => {
  const images = imagesOf([
    'images/eval#sample%step%10%timestamp%1700%u2.png',
    'images/eval#sample%step%0%timestamp%1600%u1.png',
    'images/eval#sample%step%0%timestamp%1600%u1%compressed.webp',
    'images/plus+step+3+timestamp+5+u.png',
    'plots/roc.png',
    'model.onnx',
  ]);

  it('are read from their names, the large one of each pair', () => {
    expect(images.map(({key, step}) => [key, step])).toEqual(
      expect.arrayContaining([['eval/sample', 0], ['eval/sample', 10], ['plus', 3], ['plots/roc.png', null]]),
    );
    expect(images).toHaveLength(4);
    expect(images.some((image) => image.path.endsWith('.webp'))).toBe(false);
  });

  it('are found at a step and between two', () => {
    expect(imageAt(images, 'eval/sample', 9)?.step).toBe(0);
    expect(imageAt(images, 'eval/sample', 10)?.step).toBe(10);
    expect(imageAt(images, 'eval/sample', -1)).toBeNull();
    expect(imageAt(images, 'plots/roc.png', 0)?.path).toBe('plots/roc.png');
  });
});

describe('a table in a text', () => {
  it('is read by RFC 4180', () => {
    expect(rowsOf('a,"b ""c"", d"\r\n1,"x\ny"\n', ',', 10)).toEqual([['a', 'b "c", d'], ['1', 'x\ny']]);
    expect(rowsOf('a\tb', '\t', 10)).toEqual([['a', 'b']]);
    expect(rowsOf('1\n2\n3', ',', 2)).toEqual([['1'], ['2']]);
    expect(rowsOf('', ',', 2)).toEqual([]);
  });
});
