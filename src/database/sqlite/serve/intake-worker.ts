import { serveThread } from '../../../async/serve-thread.ts';
import { toStoreError } from '../sqlite-error.ts';
import { answerIntake } from './intake.ts';
import type { IntakeRequest } from './intake-requests.ts';

/** The thread that writes into a store what a server takes in. */
serveThread<IntakeRequest>(answerIntake, toStoreError);
