import { tooSmallText } from './early-frame.ts';
import { Line } from './paint/lines.tsx';
import { type ScreenProps, useSelected } from './shell/use-selected.ts';

export function TooSmall({ session }: Pick<ScreenProps, 'session'>) {
  return <Line text={useSelected(session, tooSmallText)} />;
}
