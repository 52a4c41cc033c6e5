/** The size of an answer as sent that `docs/reference/limits.md` promises. */
export const answerBytes = 65_536;
