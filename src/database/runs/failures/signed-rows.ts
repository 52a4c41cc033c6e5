/** Rows `r` of failed runs in the index of failures, and the others. */
export const signed = "r.status = 'failed' AND r.failure IS NOT NULL";
export const unsigned = "r.status = 'failed' AND r.failure IS NULL";
