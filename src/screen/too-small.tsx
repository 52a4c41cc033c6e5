import { type ScreenProps, useSelected } from './bars/use-selected.ts';
import { tooSmallText } from './early-frame.ts';
import { Line } from './paint/lines.tsx';

export function TooSmall({ session }: Pick<ScreenProps, 'session'>) {
  return <Line text={useSelected(session, tooSmallText)} />;
}
