import { allViews, type View } from '../list/views.ts';
import type { SessionContext } from '../session/session-context.ts';

/** The views as they are now: another inspector may have saved some. */
export function readViews({ effects: { memory }, dispatch }: SessionContext): readonly View[] {
  memory.refresh();
  const views = memory.views();
  dispatch({ type: 'views-changed', views });
  return allViews(views);
}
