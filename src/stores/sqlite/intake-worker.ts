import { serveThread } from '../serve-thread.ts';
import { answerIntake } from './intake.ts';
import type { IntakeRequest } from './intake-requests.ts';
import { toStoreError } from './sqlite-error.ts';

/** The thread that writes into a store what a server takes in. */
serveThread<IntakeRequest>(answerIntake, toStoreError);
