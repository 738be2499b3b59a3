/** Words of the screen in screens/analytics. */
export const analytics = {
  title: "Analytics",
  lead: "How hiring goes.",
  empty: "There is nothing to count yet.",
};
