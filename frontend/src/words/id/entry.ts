import type { Words } from "..";

export const entry: Words["entry"] = {
  titles: { first: "Buat akun pertama", join: "Bergabung dengan tim", login: "Masuk" },
  actions: { first: "Buat akun", join: "Bergabung", login: "Masuk" },
  firstHint: "Belum ada yang terdaftar: akun ini akan mengelola server.",
  signedOut: "Anda sudah keluar.",
  ended: "Sesi Anda sudah berakhir; silakan masuk lagi.",
  invitation: "Undangan",
  invitationHint: "Kode dari surel undangan Anda",
  fullName: "Nama Anda",
  company: "Perusahaan",
  email: "Surel",
  password: "Kata sandi",
  passwordHint: "Sedikitnya 10 karakter",
  haveInvitation: "Saya punya undangan",
  haveAccount: "Saya punya akun",
  claim: "CV bertemu lowongan, dan setiap poin skor menunjukkan asalnya.",
};
