import {useEffect, useImperativeHandle, useRef, type PointerEvent, type Ref} from 'react';

export interface Board {
  clear: () => void;
}

interface Props {
  ref: Ref<Board>;
  label: string;
  /** After each stroke. */
  onDrawn: (canvas: HTMLCanvasElement) => void;
  onDropped: (file: File) => void;
}

const SIDE = 280;
const BRUSH = 40;

/** White strokes on black, by mouse, pen or finger; a picture may be dropped on it. */
export function DrawingBoard({ref, label, onDrawn, onDropped}: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const context = () => canvas.current?.getContext('2d', {willReadFrequently: true}) ?? null;
  const clear = () => {
    const ink = context();
    if (!ink) return;
    ink.fillStyle = 'black';
    ink.fillRect(0, 0, SIDE, SIDE);
  };
  useEffect(clear, []);
  useImperativeHandle(ref, () => ({clear}));

  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    const ink = context();
    if (!ink) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    Object.assign(ink, {strokeStyle: 'white', lineWidth: BRUSH, lineCap: 'round', lineJoin: 'round'});
    ink.beginPath();
    ink.moveTo(...at(event));
    ink.lineTo(...at(event));
    ink.stroke();
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const ink = context();
    ink?.lineTo(...at(event));
    ink?.stroke();
  };
  return (
    <canvas
      ref={canvas}
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={label}
      style={{borderRadius: 8, touchAction: 'none', cursor: 'crosshair', background: 'black'}}
      onPointerDown={begin}
      onPointerMove={draw}
      onPointerUp={(event) => onDrawn(event.currentTarget)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file) onDropped(file);
      }}
    />
  );
}
