/** Words of the screen in screens/search. */
export const search = {
  title: "Find jobs",
  lead: "Job boards are asked, and what they have is matched with a résumé.",
  empty: "No search is saved yet.",
};
