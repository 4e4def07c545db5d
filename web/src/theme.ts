import {createTheme, type MantineColorsTuple} from '@mantine/core';

const lake: MantineColorsTuple = [
  '#e6fafd', '#d3f0f6', '#a8dfea', '#79cede', '#53bfd3', '#3bb6cd', '#2ab1ca', '#179bb3', '#0b7285', '#04606f',
];

export const theme = createTheme({
  primaryColor: 'lake',
  primaryShade: {light: 8, dark: 6},
  colors: {lake},
  defaultRadius: 'md',
  fontFamily:
    '"Pretendard Variable", Pretendard, -apple-system, "Segoe UI", "Noto Sans KR", "Noto Sans CJK KR", Roboto, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, "D2Coding", "Noto Sans Mono CJK KR", monospace',
  headings: {fontWeight: '650'},
});
