var e=`Senior Backend Engineer
Halyard Cargo Ltd
London, United Kingdom (hybrid, two days a week in the office)
Full-time, permanent
£70,000 – £85,000 a year

ABOUT HALYARD CARGO
Halyard Cargo is a software company of 60 people in east London. Our booking platform moves about 40,000 containers a month for freight forwarders in eleven countries. We are profitable, we ship every day, and we answer our own support line one afternoon a month.

WHAT YOU WILL DO
- Design, build and run the services behind quoting, booking and customs documents
- Own features from the first conversation with operations staff to the graph on the dashboard
- Review code, write short design notes and help two junior engineers to grow
- Take part in a paid on-call rota (one week in six)

WHAT YOU MUST HAVE
- At least 4 years of professional backend development in Python
- Strong knowledge of Django or FastAPI and of the design of REST APIs
- PostgreSQL in production: data modelling, migrations and query tuning
- Docker, and services that you have run yourself on AWS
- Automated testing with pytest, and CI/CD with GitHub Actions or GitLab CI
- A bachelor's degree in computer science or a related field, or equivalent experience
- Fluent English, spoken and written

NICE TO HAVE
- Message queues such as Kafka or RabbitMQ
- Kubernetes and Terraform
- Redis for caching
- Some Go
- Any knowledge of EDI or of customs declarations

You do not need front-end experience: React is looked after by another team.

WHAT WE OFFER
- 28 days of holiday plus bank holidays
- 6% pension contribution and private health insurance
- £1,500 a year for training and conferences
- Cycle to work scheme and a dog-friendly office

Halyard Cargo is an equal opportunities employer. We welcome applications from everyone, whatever their background. Visa sponsorship is not available for this role.
`,t={"amara-lindqvist.txt":`Amara Lindqvist
Senior Backend Engineer
amara.lindqvist@example.com
+44 20 7946 0583
London, United Kingdom
amara.example.org

SKILLS
Python
Django, FastAPI
PostgreSQL
Redis
Apache Kafka
Docker, Kubernetes
AWS (ECS, RDS, Lambda)
Terraform
pytest
GitHub Actions
Go (basics)

LANGUAGES
English – fluent
Swedish – native
German – B1

CERTIFICATIONS
AWS Certified Developer – Associate, 2022

INTERESTS
Open-water swimming, letterpress printing

PROFILE
Backend engineer with eight years of Python, most of them on logistics and payment systems. I like small services, boring databases and tests that fail for one reason.

EXPERIENCE
Senior Backend Engineer, Kestrel Parcel Exchange, London, Mar 2021 – Present
- Lead a team of four that runs the quoting and label services (Python, FastAPI, PostgreSQL); 2.3 million requests a day at a p95 of 140 ms
- Moved 11 services from virtual machines to AWS ECS with Terraform and cut the monthly bill by 31%
- Introduced Kafka for shipment events; order updates went from 15 minutes to 4 seconds
- Answer the on-call phone one week in five and wrote the runbooks that the others use
- Brought test coverage from 48% to 86% with pytest and GitHub Actions
Backend Developer, Brightwater Payments, London, Jun 2017 – Feb 2021
- Built REST APIs in Django for merchants in 14 countries
- Tuned PostgreSQL queries and indexes; nightly settlement fell from 3 hours to 22 minutes
- Added Redis caching and Celery workers for invoices
- Mentored two graduates through their first year
Software Engineering Intern, Nordanvind Systems, Gothenburg, Summer 2016
- Wrote a Python importer for EDI messages of three shipping lines

PROJECTS
Timetable Keeper, open source, 2022 – 2024
A Python library that reads sailing schedules from PDF and CSV; 340 stars, used by two port authorities

EDUCATION
BSc Computer Science, Västerhav University, Gothenburg, 2014 – 2017
First-class honours; thesis on index selection for time-series tables
`,"larasati-puspita.txt":`Larasati Puspita Dewi
Web Developer
Yogyakarta
0813 2855 0176
larasati.puspita@example.org

TENTANG SAYA
Web developer muda yang menyukai tampilan yang rapi. Berpengalaman dua tahun dengan WordPress dan React, dan sedang belajar Laravel.

PENGALAMAN
Web Developer, Studio Angkringan Digital, Yogyakarta, 09/2023 s/d saat ini
- Membuat 25 situs WordPress dan toko WooCommerce untuk UMKM
- Mengembangkan komponen React untuk dasbor penjualan
- Melatih 30 pemilik usaha kecil mengelola toko daring mereka
- Menulis beberapa endpoint sederhana dengan Laravel dan MySQL
Magang Front-End Developer, PT Sinar Piksel Kreatif, Sleman, Juli – Desember 2022
- Mengubah desain Figma menjadi HTML, CSS dan JavaScript
Admin Media Sosial (paruh waktu), Kedai Kopi Lereng, Sleman, 2021

PENDIDIKAN
D3 Manajemen Informatika, Politeknik Mataram Jaya, Yogyakarta, 2020 – 2023
IPK 3,48
SMK Rekayasa Perangkat Lunak, SMK Bina Karsa, Klaten, 2017 – 2020

PROYEK
Sistem pendaftaran posyandu (tugas akhir): PHP, MySQL, Bootstrap

KEAHLIAN
HTML, CSS, JavaScript, React, WordPress, WooCommerce, PHP, Laravel (dasar), MySQL, Bootstrap, Figma, Git

BAHASA
Indonesia (aktif), Inggris (pasif)
`,"noor-haddad.txt":`Noor Haddad
Data Scientist
Evanston, IL, USA
(312) 555-0148
noor.haddad@example.com
noorhaddad.example.org

PROFESSIONAL SUMMARY
Data scientist with five years in retail and energy forecasting. Builds models that planners trust, measures what they are worth, and takes them to production.

PROFESSIONAL EXPERIENCE
Senior Data Scientist, Lakefront Retail Analytics, Chicago, IL, January 2022 – Present
- Own daily demand forecasts for 9,400 products in 130 stores (Python, LightGBM, Airflow); cut the weighted error from 34% to 26%
- Designed and analyzed 40+ A/B tests of markdowns; the winning policy saves $2.1 million a year
- Moved training from one large server to Spark on Snowflake extracts; a full run takes 50 minutes instead of 9 hours
- Set up MLflow as model registry for a group of eight
Data Scientist, Windrow Energy Cooperative, Des Moines, IA, 07/2019 – 12/2021
- Forecast hourly load for 21 substations with scikit-learn and XGBoost
- Wrote SQL and pandas pipelines for 60 million meter readings a month
- Presented forecast uncertainty to dispatchers every week; built their Tableau dashboard
Graduate Research Assistant, Prairie State University, Normal, IL, Aug 2017 – May 2019
- Bayesian regression models of crop yield in R and Stan
- Overlapping teaching duty: two sections of introductory statistics a year

EDUCATION
Master of Science in Statistics, Prairie State University, Normal, IL, 2017 – 2019
GPA 3.8/4.0
Bachelor of Science in Mathematics, Calumet Shore College, Hammond, IN, 2013 – 2017

SKILLS
Programming: Python, SQL, R
Libraries: pandas, NumPy, scikit-learn, LightGBM, XGBoost, PyTorch
Platforms: Spark, Airflow, Snowflake, MLflow, Docker, Git
Methods: time series forecasting, hypothesis testing, Bayesian inference, experimental design
Visualization: Tableau, Matplotlib

LANGUAGES
English (native), Arabic (fluent)
`,"rizky-putra.txt":`RIZKY ANANDA PUTRA
Backend Developer
Bandung, Jawa Barat
+62 821-1755-0133
rizky.putra@example.com
rizky.example.org

PROFIL
Backend developer dengan pengalaman enam tahun membangun REST API untuk aplikasi kasir dan pembayaran. Terbiasa bekerja dengan Laravel dan Python, dan menjaga basis data tetap cepat.

PENGALAMAN KERJA
Senior Backend Developer, PT Kasirku Teknologi Mandiri, Bandung, Mei 2021 - Sekarang
- Mengembangkan REST API dengan Laravel untuk 8.000 toko, 1,2 juta transaksi per hari
- Mengintegrasikan payment gateway (QRIS dan virtual account) dari empat bank
- Mengoptimalkan query PostgreSQL; laporan harian dari 40 detik menjadi 3 detik
- Membangun layanan notifikasi dengan Python, FastAPI dan RabbitMQ
- Menyusun CI/CD dengan GitLab CI dan Docker; rilis dari dua minggu sekali menjadi setiap hari
- Membimbing tiga programmer junior
Web Developer, CV Saung Kode, Cimahi, Okt 2018 - Apr 2021
- Membangun 15 situs dan sistem informasi sekolah dengan PHP, CodeIgniter dan MySQL
- Memelihara server Linux dan Nginx
Asisten Praktikum Basis Data (paruh waktu), Universitas Parahita, Bandung, 2017 - 2018

PENDIDIKAN
S1 Teknik Informatika, Universitas Parahita, Bandung, 2014 - 2018
IPK 3,51 dari 4,00

KEAHLIAN
Bahasa pemrograman: PHP, Python, JavaScript, SQL
Framework: Laravel, FastAPI, CodeIgniter, Node.js
Basis data: PostgreSQL, MySQL, Redis
Alat: Git, Docker, Linux, Nginx, RabbitMQ, GitLab CI, AWS

BAHASA
Indonesia (bahasa ibu), Inggris (lancar, TOEFL 557)
`,"tomas-vieira.txt":`Tomás Vieira
Java Developer
Manchester, UK
07700 900142
tomas.vieira@example.org
linkedin.com/in/tomas-vieira-example

SUMMARY
Java developer with three years of experience in insurance software. Has started to use Python for scripts and data clean-up and would like to use it every day.

WORK EXPERIENCE
Java Developer, Coppergate Insurance Systems, Manchester, April 2023 – now
- Maintain and extend a policy administration system in Java 17 and Spring Boot used by 900 agents
- Designed REST APIs for the claims app and documented them with OpenAPI
- Replaced stored procedures in Oracle by JPA repositories; 40 fewer nightly failures a quarter
- Write JUnit and Mockito tests; Jenkins builds every branch
- Small Python scripts to clean up address data
Junior Software Developer, Tejo Soft, Lisbon, 09/2021 – 03/2023
- Built back-office screens in Angular and a Java API for a chain of pharmacies
- Wrote SQL reports on MySQL and packaged the services with Docker
Shop Assistant (part-time), Livraria Farol, Lisbon, Oct 2019 – Aug 2021
- Served customers and looked after the stock system

EDUCATION
Bachelor of Engineering in Informatics, Instituto Técnico da Ribeira, Lisbon, Sep 2018 – Jul 2021
Final project: timetable planner in Java

TECHNICAL SKILLS
Languages: Java, SQL, TypeScript, Python (basic)
Frameworks: Spring Boot, Hibernate, Angular
Tools: Git, Jenkins, Docker, Maven, Jira
Databases: Oracle, MySQL

LANGUAGES
Portuguese (native), English (C1), Spanish (B1)
`},n=e,r=()=>Object.entries(t).map(([e,t])=>new File([t],e,{type:`text/plain`,lastModified:0}));export{n as sampleAd,r as sampleFiles};