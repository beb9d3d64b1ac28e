import type { Calibration, RenderOptions } from '@sagellm/bench-protocol';
import { calibrationDocument } from '../document/sections/calibration.ts';
import { terminalText } from '../formats/terminal/terminal.ts';

/** A calibration for the terminal. */
export function renderCalibration(calibration: Calibration, options: RenderOptions): string {
  return terminalText(calibrationDocument(calibration), options);
}
