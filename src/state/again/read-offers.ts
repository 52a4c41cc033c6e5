import { offeredNames } from '../../contract/not-offered.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunTarget } from '../acts/run-target.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Reads which workflows running programs offer, for the question about a run; a start tells it, too. */
export async function readOffers(context: SessionContext, run: RunTarget): Promise<void> {
  try {
    const offered = offeredNames(await context.store().workflows());
    if (isAskedAbout(context, run)) context.dispatch({ overlay: 'run-again', type: 'offers-read', offered });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
  }
}

export function isAskedAbout({ getState }: SessionContext, run: RunTarget): boolean {
  const { overlay } = getState();
  return overlay.type === 'run-again' && overlay.run === run;
}
