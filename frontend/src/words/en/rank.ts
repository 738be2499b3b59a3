/** Words of the screen in screens/rank. */
export const rank = {
  title: "Rank résumés for a job",
  lead: "Choose a job to see who fits it, and why.",
  empty: "No job is stored yet. Add a job ad, then résumés.",
};
