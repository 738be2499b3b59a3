/** Words of the screen in screens/board. */
export const board = {
  title: "Board",
  lead: "How far candidates are with a job.",
  empty: "No job is stored yet.",
};
