/** The database from which those of the tests are made. */
export const templateName = 'runlens_template';
