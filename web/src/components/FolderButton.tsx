import {Button} from '@mantine/core';
import {useRef} from 'react';

interface Props {
  text: string;
  disabled?: boolean;
  onChoose: (files: File[]) => void;
}

/** Lets a whole folder be chosen. */
export function FolderButton({text, disabled = false, onChoose}: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="default" disabled={disabled} onClick={() => input.current?.click()}>
        {text}
      </Button>
      <input
        ref={(element) => {
          input.current = element;
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onChoose([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
