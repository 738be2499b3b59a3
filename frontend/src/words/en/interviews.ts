/** Words of the screen in screens/interviews. */
export const interviews = {
  title: "Interviews",
  lead: "Who meets whom, and when.",
  empty: "No interview is planned.",
};
