/** Words of the screen in screens/match. */
export const match = {
  title: "Match",
  lead: "How a résumé and a job meet.",
  empty: "This match says nothing yet.",
};
