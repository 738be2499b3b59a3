import type { Words } from "..";

export const me: Words["me"] = {
  title: "CV saya",
  lead: "Apa yang dibaca pemberi kerja tentang Anda.",
  empty: "Anda belum punya CV di sini.",
};
