/** Words of the screen in screens/me. */
export const me = {
  title: "My résumé",
  lead: "What employers read of you.",
  empty: "You have no résumé here yet.",
};
