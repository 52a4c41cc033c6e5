/**
 * For a test that something comes within a time. What is too slow by itself is too slow every time; what a
 * busy machine holds up is not.
 */
export const inTime = { retry: 3 };
