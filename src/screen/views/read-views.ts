import type { SessionContext } from '../shell/session-context.ts';
import { allViews, type View } from '../table/views.ts';

/** The views as they are now: another inspector may have saved some. */
export function readViews({ effects: { memory }, dispatch }: SessionContext): readonly View[] {
  memory.refresh();
  const views = memory.views();
  dispatch({ type: 'views-changed', views });
  return allViews(views);
}
