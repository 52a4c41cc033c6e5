/** Marks the cursor in the part that has the focus; in the other part it is thin, also without colours. */
export const cursorMark = '▌';
export const idleMark = '▏';
