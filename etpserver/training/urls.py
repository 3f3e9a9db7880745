"""The paths of the training; each works with and without its last slash."""

from django.urls import URLPattern, re_path

from etpserver.training import views

ROOT = "^_etp/training"
EXERCISE, TRAINEE = "(?P<exercise>[^/]+)", "(?P<trainee>[^/]+)"
ONE = rf"{ROOT}/trainees/{TRAINEE}/exercises/{EXERCISE}"

urlpatterns: list[URLPattern] = [
    re_path(rf"{ROOT}/exercises/?\Z", views.ExercisesView.as_view()),
    re_path(rf"{ROOT}/exercises/{EXERCISE}/?\Z", views.ExerciseView.as_view()),
    re_path(
        rf"{ROOT}/exercises/{EXERCISE}/files/(?P<file>[^/]+)/?\Z",
        views.ExerciseFileView.as_view(),
    ),
    re_path(rf"{ROOT}/trainees/?\Z", views.TraineesView.as_view()),
    re_path(rf"{ROOT}/trainees/{TRAINEE}/?\Z", views.TraineeView.as_view()),
    re_path(rf"{ONE}/?\Z", views.TraineeExerciseView.as_view()),
    re_path(rf"{ONE}/start/?\Z", views.StartView.as_view()),
    re_path(rf"{ONE}/hint/?\Z", views.HintView.as_view()),
    re_path(rf"{ONE}/check/?\Z", views.CheckView.as_view()),
    re_path(rf"{ONE}/solution/?\Z", views.SolutionView.as_view()),
]
