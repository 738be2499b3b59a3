/** Words of the screen in screens/jobs. */
export const jobs = {
  title: "Jobs",
  lead: "What you are hiring for.",
  empty: "No job is stored yet.",
};
