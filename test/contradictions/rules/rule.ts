import type { Screen } from '../places/screen.ts';

/** The contradictions of a screen, each in one sentence; none where a place is not in sight. */
export type Rule = (screen: Screen) => readonly string[];
