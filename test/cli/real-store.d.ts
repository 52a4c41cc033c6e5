import type { Run } from '../../src/model/run.ts';
import { createPlace } from '../stores/targets/place.ts';
/** A temporary home whose project has a real store with these runs, which nobody owns. */
export declare function createRealPlace(runs?: readonly Run[]): Promise<ReturnType<typeof createPlace>>;
