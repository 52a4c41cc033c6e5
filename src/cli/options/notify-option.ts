export const notifyHelp =
  'notify the terminal of runs that fail: bell, and a notification where it has them; at most once a minute';
