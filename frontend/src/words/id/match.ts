import type { Words } from "..";

export const match: Words["match"] = {
  title: "Kecocokan",
  lead: "Bagaimana CV dan lowongan bertemu.",
  empty: "Kecocokan ini belum mengatakan apa pun.",
};
